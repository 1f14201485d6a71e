/** What the inventory knows: who owns what. The names and ids are those of auditgraph's sandbox. */
export const teams = [
  {
    name: "orders",
    pager: "orders-on-duty@example.com",
    instances: [
      { sourceName: "mysql-eu", instanceId: "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07" },
      { sourceName: "mysql-eu", instanceId: "5be81d0f3c7a4e92a4f6b1c8d7e29035in07" },
    ],
    hosts: [],
    loadBalancers: [{ sourceName: "lb", loadBalancerId: "435" }],
  },
  {
    name: "platform",
    pager: "platform-on-duty@example.com",
    instances: [{ sourceName: "mysql-docs", instanceId: "3d39c18788b54a919bab633874c159dfin01" }],
    hosts: [
      { sourceName: "compute-eu", name: "cmp-01.eu.example", rack: "A1" },
      { sourceName: "compute-eu", name: "cmp-02.eu.example", rack: "A2" },
    ],
    loadBalancers: [],
  },
];
