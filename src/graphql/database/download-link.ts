import { Field, ObjectType } from "type-graphql";
import { DateTime } from "../scalars/date-time.js";
import { Url } from "../scalars/url.js";

@ObjectType({
  simpleResolvers: true,
  description: "A pre-signed link to a file's content. Valid for 5 minutes from the moment it was asked for. A secret.",
})
export class DownloadLink {
  @Field(() => Url, { description: "links[]; needs no token, so whoever holds it can read the file." })
  readonly url!: string;

  @Field(() => DateTime, { description: "When it stops working: 5 minutes after the source was asked." })
  readonly expiresAt!: number;
}
