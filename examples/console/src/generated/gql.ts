/* eslint-disable */
import * as types from './graphql.js';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "query StuckBalancers($after: String) {\n  loadBalancerAudits(orderBy: OLDEST_FIRST, first: 8, after: $after) {\n    totalCount\n    edges {\n      cursor\n      node {\n        id\n        status\n        updatedAt\n        name\n        operatingStatus\n        loadBalancer {\n          sourceName\n          loadBalancerId\n        }\n        alerts {\n          id\n          status\n          message\n          createdAt\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    coverage {\n      ...Coverage\n    }\n  }\n}": typeof types.StuckBalancersDocument,
    "fragment Coverage on SourceCoverage {\n  source {\n    name\n  }\n  instance {\n    id\n    instanceId\n  }\n  state\n  problem {\n    code\n    message\n    retryable\n    retryAfterMs\n  }\n}": typeof types.CoverageFragmentDoc,
    "query FileVolume($window: TimeWindowInput!, $after: String) {\n  auditLogFiles(window: $window, first: 200, after: $after) {\n    edges {\n      cursor\n      node {\n        id\n        begin\n        sizeBytes\n        instance {\n          id\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    coverage {\n      ...Coverage\n    }\n  }\n}": typeof types.FileVolumeDocument,
    "query Instances {\n  databaseInstances(first: 200) {\n    nodes {\n      id\n      instanceId\n      sourceName\n      name\n      auditPolicy {\n        enabled\n      }\n    }\n    coverage {\n      ...Coverage\n    }\n  }\n}": typeof types.InstancesDocument,
    "query Sources {\n  auditSources {\n    name\n    kind\n    region\n    health\n  }\n}": typeof types.SourcesDocument,
    "query TimeLine($window: TimeWindowInput!, $filter: AuditRecordFilter, $after: String) {\n  auditRecords(window: $window, filter: $filter, first: 30, after: $after) {\n    edges {\n      cursor\n      node {\n        __typename\n        id\n        occurredAt\n        source {\n          name\n        }\n        ... on UsageAuditPeriod {\n          periodStatus: status\n          statusText\n        }\n        ... on AuditLogFile {\n          name\n          sizeBytes\n          sizeIsExact\n          instance {\n            id\n            name\n          }\n        }\n        ... on LoadBalancerAudit {\n          balancerStatus: status\n          balancerName: name\n          loadBalancer {\n            sourceName\n            loadBalancerId\n          }\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    coverage {\n      ...Coverage\n    }\n  }\n}": typeof types.TimeLineDocument,
    "query UsagePeriods($source: String!, $first: Int!) {\n  usageAuditPeriods(sources: [$source], first: $first) {\n    nodes {\n      id\n      end\n      status\n      statusText\n      totalInstances\n      totalErrors\n      hostCounts {\n        done\n        running\n        notRun\n      }\n    }\n    coverage {\n      ...Coverage\n    }\n  }\n}": typeof types.UsagePeriodsDocument,
};
const documents: Documents = {
    "query StuckBalancers($after: String) {\n  loadBalancerAudits(orderBy: OLDEST_FIRST, first: 8, after: $after) {\n    totalCount\n    edges {\n      cursor\n      node {\n        id\n        status\n        updatedAt\n        name\n        operatingStatus\n        loadBalancer {\n          sourceName\n          loadBalancerId\n        }\n        alerts {\n          id\n          status\n          message\n          createdAt\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    coverage {\n      ...Coverage\n    }\n  }\n}": types.StuckBalancersDocument,
    "fragment Coverage on SourceCoverage {\n  source {\n    name\n  }\n  instance {\n    id\n    instanceId\n  }\n  state\n  problem {\n    code\n    message\n    retryable\n    retryAfterMs\n  }\n}": types.CoverageFragmentDoc,
    "query FileVolume($window: TimeWindowInput!, $after: String) {\n  auditLogFiles(window: $window, first: 200, after: $after) {\n    edges {\n      cursor\n      node {\n        id\n        begin\n        sizeBytes\n        instance {\n          id\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    coverage {\n      ...Coverage\n    }\n  }\n}": types.FileVolumeDocument,
    "query Instances {\n  databaseInstances(first: 200) {\n    nodes {\n      id\n      instanceId\n      sourceName\n      name\n      auditPolicy {\n        enabled\n      }\n    }\n    coverage {\n      ...Coverage\n    }\n  }\n}": types.InstancesDocument,
    "query Sources {\n  auditSources {\n    name\n    kind\n    region\n    health\n  }\n}": types.SourcesDocument,
    "query TimeLine($window: TimeWindowInput!, $filter: AuditRecordFilter, $after: String) {\n  auditRecords(window: $window, filter: $filter, first: 30, after: $after) {\n    edges {\n      cursor\n      node {\n        __typename\n        id\n        occurredAt\n        source {\n          name\n        }\n        ... on UsageAuditPeriod {\n          periodStatus: status\n          statusText\n        }\n        ... on AuditLogFile {\n          name\n          sizeBytes\n          sizeIsExact\n          instance {\n            id\n            name\n          }\n        }\n        ... on LoadBalancerAudit {\n          balancerStatus: status\n          balancerName: name\n          loadBalancer {\n            sourceName\n            loadBalancerId\n          }\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    coverage {\n      ...Coverage\n    }\n  }\n}": types.TimeLineDocument,
    "query UsagePeriods($source: String!, $first: Int!) {\n  usageAuditPeriods(sources: [$source], first: $first) {\n    nodes {\n      id\n      end\n      status\n      statusText\n      totalInstances\n      totalErrors\n      hostCounts {\n        done\n        running\n        notRun\n      }\n    }\n    coverage {\n      ...Coverage\n    }\n  }\n}": types.UsagePeriodsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query StuckBalancers($after: String) {\n  loadBalancerAudits(orderBy: OLDEST_FIRST, first: 8, after: $after) {\n    totalCount\n    edges {\n      cursor\n      node {\n        id\n        status\n        updatedAt\n        name\n        operatingStatus\n        loadBalancer {\n          sourceName\n          loadBalancerId\n        }\n        alerts {\n          id\n          status\n          message\n          createdAt\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    coverage {\n      ...Coverage\n    }\n  }\n}"): (typeof documents)["query StuckBalancers($after: String) {\n  loadBalancerAudits(orderBy: OLDEST_FIRST, first: 8, after: $after) {\n    totalCount\n    edges {\n      cursor\n      node {\n        id\n        status\n        updatedAt\n        name\n        operatingStatus\n        loadBalancer {\n          sourceName\n          loadBalancerId\n        }\n        alerts {\n          id\n          status\n          message\n          createdAt\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    coverage {\n      ...Coverage\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment Coverage on SourceCoverage {\n  source {\n    name\n  }\n  instance {\n    id\n    instanceId\n  }\n  state\n  problem {\n    code\n    message\n    retryable\n    retryAfterMs\n  }\n}"): (typeof documents)["fragment Coverage on SourceCoverage {\n  source {\n    name\n  }\n  instance {\n    id\n    instanceId\n  }\n  state\n  problem {\n    code\n    message\n    retryable\n    retryAfterMs\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query FileVolume($window: TimeWindowInput!, $after: String) {\n  auditLogFiles(window: $window, first: 200, after: $after) {\n    edges {\n      cursor\n      node {\n        id\n        begin\n        sizeBytes\n        instance {\n          id\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    coverage {\n      ...Coverage\n    }\n  }\n}"): (typeof documents)["query FileVolume($window: TimeWindowInput!, $after: String) {\n  auditLogFiles(window: $window, first: 200, after: $after) {\n    edges {\n      cursor\n      node {\n        id\n        begin\n        sizeBytes\n        instance {\n          id\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    coverage {\n      ...Coverage\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Instances {\n  databaseInstances(first: 200) {\n    nodes {\n      id\n      instanceId\n      sourceName\n      name\n      auditPolicy {\n        enabled\n      }\n    }\n    coverage {\n      ...Coverage\n    }\n  }\n}"): (typeof documents)["query Instances {\n  databaseInstances(first: 200) {\n    nodes {\n      id\n      instanceId\n      sourceName\n      name\n      auditPolicy {\n        enabled\n      }\n    }\n    coverage {\n      ...Coverage\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Sources {\n  auditSources {\n    name\n    kind\n    region\n    health\n  }\n}"): (typeof documents)["query Sources {\n  auditSources {\n    name\n    kind\n    region\n    health\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query TimeLine($window: TimeWindowInput!, $filter: AuditRecordFilter, $after: String) {\n  auditRecords(window: $window, filter: $filter, first: 30, after: $after) {\n    edges {\n      cursor\n      node {\n        __typename\n        id\n        occurredAt\n        source {\n          name\n        }\n        ... on UsageAuditPeriod {\n          periodStatus: status\n          statusText\n        }\n        ... on AuditLogFile {\n          name\n          sizeBytes\n          sizeIsExact\n          instance {\n            id\n            name\n          }\n        }\n        ... on LoadBalancerAudit {\n          balancerStatus: status\n          balancerName: name\n          loadBalancer {\n            sourceName\n            loadBalancerId\n          }\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    coverage {\n      ...Coverage\n    }\n  }\n}"): (typeof documents)["query TimeLine($window: TimeWindowInput!, $filter: AuditRecordFilter, $after: String) {\n  auditRecords(window: $window, filter: $filter, first: 30, after: $after) {\n    edges {\n      cursor\n      node {\n        __typename\n        id\n        occurredAt\n        source {\n          name\n        }\n        ... on UsageAuditPeriod {\n          periodStatus: status\n          statusText\n        }\n        ... on AuditLogFile {\n          name\n          sizeBytes\n          sizeIsExact\n          instance {\n            id\n            name\n          }\n        }\n        ... on LoadBalancerAudit {\n          balancerStatus: status\n          balancerName: name\n          loadBalancer {\n            sourceName\n            loadBalancerId\n          }\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    coverage {\n      ...Coverage\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query UsagePeriods($source: String!, $first: Int!) {\n  usageAuditPeriods(sources: [$source], first: $first) {\n    nodes {\n      id\n      end\n      status\n      statusText\n      totalInstances\n      totalErrors\n      hostCounts {\n        done\n        running\n        notRun\n      }\n    }\n    coverage {\n      ...Coverage\n    }\n  }\n}"): (typeof documents)["query UsagePeriods($source: String!, $first: Int!) {\n  usageAuditPeriods(sources: [$source], first: $first) {\n    nodes {\n      id\n      end\n      status\n      statusText\n      totalInstances\n      totalErrors\n      hostCounts {\n        done\n        running\n        notRun\n      }\n    }\n    coverage {\n      ...Coverage\n    }\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;