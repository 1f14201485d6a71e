import type { ReactNode } from "react";
import { listsOf } from "./fields.js";

/** The lists inside of a record: hosts of a period, alerts of a load balancer. */
export const RecordLists = ({ record }: { readonly record: object }): ReactNode =>
  listsOf(record).map(({ name, rows }) => (
    <section key={name}>
      <h3>{name}</h3>
      <div className="scroll" role="region" aria-label={name} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {rows[0]?.map((field) => (
                <th scope="col" key={field.name}>
                  {field.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <tr key={i}>
                {row.map((field) => (
                  <td key={field.name}>{field.value}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  ));
