import {
  Arg,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  ID,
  Int,
  ObjectType,
  registerEnumType,
  Resolver,
  Root,
  Extensions,
} from "type-graphql";
import {
  isInTrouble,
  LoadBalancerComponentKind,
  type LoadBalancerComponentRecord,
  LoadBalancerOperatingStatus,
} from "../audit/load-balancers.js";
import type { OperationContext } from "./context.js";
import { LoadBalancerAudit } from "./load-balancer.js";
import { listPrice, Priced } from "./price.js";

registerEnumType(LoadBalancerOperatingStatus, {
  name: "LoadBalancerOperatingStatus",
  description: "What traffic finds at a balancer or a part of it, as an OCTAVIA source measures it.",
  valuesConfig: {
    ONLINE: { description: "operating_status ONLINE: it works." },
    DRAINING: { description: "operating_status DRAINING: it takes no new connections." },
    OFFLINE: { description: "operating_status OFFLINE: it is disabled." },
    DEGRADED: { description: "operating_status DEGRADED: a part of it does not work." },
    ERROR: { description: "operating_status ERROR: it does not work." },
    NO_MONITOR: { description: "operating_status NO_MONITOR: nothing watches it." },
  },
});

registerEnumType(LoadBalancerComponentKind, {
  name: "LoadBalancerComponentKind",
  description: "What a part of a load balancer is.",
  valuesConfig: {
    LISTENER: { description: "listeners[]: where it takes connections." },
    POOL: { description: "pools[]: members that serve the same." },
    MEMBER: { description: "members[]: one backend of a pool." },
    HEALTH_MONITOR: { description: "health_monitor: what checks the members of a pool." },
  },
});

@ObjectType({
  description:
    "A part of a load balancer as it stands now; the source does not tell since when. Needs the scope audit:admin.",
})
@Directive('@tag(name: "service-admin")')
class LoadBalancerComponent {
  @Field(() => LoadBalancerComponentKind, { description: "What it is." })
  readonly kind!: LoadBalancerComponentKind;

  @Field(() => ID, { description: "id: the source's own id, a UUID." })
  readonly componentId!: string;

  @Field(() => String, { nullable: true, description: "name; null where it has none." })
  readonly name!: string | null;

  @Field(() => String, {
    description:
      "provisioning_status, as the source spells it: ACTIVE, ERROR, or PENDING_ with CREATE, UPDATE or DELETE behind it.",
  })
  readonly provisioningStatus!: string;

  @Field(() => LoadBalancerOperatingStatus, {
    nullable: true,
    description: "operating_status; null for a word of the source that is not known here.",
  })
  readonly operatingStatus!: LoadBalancerOperatingStatus | null;

  @Field(() => String, { nullable: true, description: "address: of a member, IPv4 or IPv6; null of any other part." })
  readonly address!: string | null;

  @Field(() => Int, { nullable: true, description: "protocol_port: of a member; null of any other part." })
  readonly port!: number | null;
}

/** Parts that a balancer is taken to have. */
const COMPONENTS_ASSUMED = 4;

@Resolver(() => LoadBalancerAudit)
export class LoadBalancerComponentResolver {
  @FieldResolver(() => [LoadBalancerComponent], {
    description:
      "Its listeners, each followed by its pools, their health monitors and members; behind them the pools that no listener " +
      "uses, without their members. Read only when asked for, as they stand at that moment: a call for each balancer of the " +
      "page that has any, and one more where it has pools that no listener uses. None of an ATLAS source.",
  })
  @Extensions({ isRepeatable: true })
  @Priced((_args, parent) => listPrice(parent, COMPONENTS_ASSUMED, 1))
  async components(
    @Root() { record }: LoadBalancerAudit,
    @Arg("inTrouble", () => Boolean, {
      defaultValue: true,
      description:
        "True: only those whose provisioningStatus is not ACTIVE, or whose operatingStatus is ERROR or DEGRADED. False: all.",
    })
    inTrouble: boolean,
    @Ctx() context: OperationContext,
  ): Promise<readonly LoadBalancerComponentRecord[]> {
    const source = context.catalog.require("loadBalancer", record.source.name, "source");
    const components = await context.reader(source).components(record.loadBalancerId);
    return inTrouble ? components.filter(isInTrouble) : components;
  }
}
