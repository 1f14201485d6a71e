/** The benchmark's page, asked of the schema that the OpenAPI description makes. */
const document = `query Page($instance: String!, $from: String!, $to: String!) {
  listAuditLogs(instance_id: $instance, start_time: $from, end_time: $to, offset: 0, limit: 100) {
    audit_logs { id upstreamId: id name size begin_time end_time } total_count } }`;

const stamp = (text) => `${text.slice(0, 19)}+0000`;

const variablesOf = ({ instances: [{ instanceId }], window: { from, to } }) => ({
  instance: instanceId,
  from: stamp(from),
  to: stamp(to),
});

/** A query of bench/queries.mjs in the gateway's terms. Its sixth field is the id once more: an entry has five. */
export const inOpenApi = ({ variables, ...query }) => ({
  ...query,
  document,
  variables: (i) => variablesOf(variables(i)),
});
