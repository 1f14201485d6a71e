import { hash } from "node:crypto";
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  Lexer,
  parse,
  type SelectionSetNode,
  Source,
  type Token,
  TokenKind,
} from "graphql";
import { LRUCache } from "lru-cache";
import { refusedWith } from "./errors.js";
import { TooComplex } from "./limits.js";
import { isLong, tooLongText } from "./long-texts.js";

/**
 * Pairs of fields that an answer would have at one place. GraphQL compares each pair, fields inside them included, before
 * it knows whether a document is valid: a few thousand words that say the same took it 60 ms in one go. Pages of many
 * components, whose fragments ask for the same again, have some hundred.
 */
const MOST_PAIRS = 5_000;
/**
 * Brackets that may be open at once. GraphQL's parser and its rules call themselves for each, and the thread's stack ends
 * at some 1,500 of them in a process that has just begun.
 */
const MOST_OPEN = 1_000;
/** Characters of a document that can hold more pairs than take any time, or more brackets than fit the stack. */
export const LONG = 1_000;
/** Documents that are known to have neither. */
const REMEMBERED = 1_000;

type Place = readonly SelectionSetNode[];

/** Counts no further than it has to. */
class PairCounter {
  pairs = 0;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Places of one selection set: each is counted once, however many fragments lead there. */
  readonly #counted = new Set<SelectionSetNode>();

  constructor({ definitions }: DocumentNode) {
    const fragments = definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
    this.#fragments = new Map(fragments.map((each) => [each.name.value, each]));
  }

  get isOver(): boolean {
    return this.pairs > MOST_PAIRS;
  }

  count(place: Place): void {
    const [only] = place;
    if (place.length === 1 && only) {
      if (this.#counted.has(only)) return;
      this.#counted.add(only);
    }
    for (const fields of this.#fieldsAt(place).values()) {
      const before = fields.length - 1;
      this.pairs += (before * fields.length) / 2;
      if (this.isOver) return;
      const below = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (below.length > 0) this.count(below);
    }
  }

  /** By the name that they have in the answer. */
  #fieldsAt(place: Place): ReadonlyMap<string, readonly FieldNode[]> {
    const fields = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    const left = [...place];
    for (let set = left.pop(); set; set = left.pop()) {
      for (const selection of set.selections) {
        if (selection.kind === Kind.FIELD) {
          const name = (selection.alias ?? selection.name).value;
          const known = fields.get(name);
          if (known) known.push(selection);
          else fields.set(name, [selection]);
        } else if (selection.kind === Kind.INLINE_FRAGMENT) {
          left.push(selection.selectionSet);
        } else if (!spread.has(selection.name.value)) {
          spread.add(selection.name.value);
          const fragment = this.#fragments.get(selection.name.value);
          if (fragment) left.push(fragment.selectionSet);
        }
      }
    }
    return fields;
  }
}

const hasTooMany = (document: DocumentNode): boolean => {
  const counter = new PairCounter(document);
  for (const each of document.definitions) {
    if ("selectionSet" in each) counter.count([each.selectionSet]);
    if (counter.isOver) return true;
  }
  return false;
};

const OPENING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * Throws for too many open brackets, and for a text or name that is too long. Read token by token: a bracket in a string is
 * none. What is wrong with a token is told by who parses the text for good.
 */
const judgeTokens = (text: string, maxTokens: number): void => {
  const lexer = new Lexer(new Source(text));
  let open = 0;
  for (let tokens = 0; tokens < maxTokens; tokens += 1) {
    const token = nextOf(lexer);
    if (!token || token.kind === TokenKind.EOF) return;
    if (OPENING.has(token.kind)) open += 1;
    else if (CLOSING.has(token.kind)) open -= 1;
    if (open > MOST_OPEN) throw refusedWith(400, new TooComplex("openBrackets", MOST_OPEN));
    if (isLong(token.end - token.start)) throw tooLongText();
  }
};

const nextOf = (lexer: Lexer): Token | undefined => {
  try {
    return lexer.advance();
  } catch {
    return undefined;
  }
};

/** Parsed for this alone: what cannot be parsed is refused by who parses it for good. */
const parsedOrNone = (text: string, maxTokens: number): DocumentNode | undefined => {
  try {
    return parse(text, { maxTokens, noLocation: true });
  } catch {
    return undefined;
  }
};

/** Refuses documents that ask for the same again and again, nest too deeply or say too much at once, before anybody compares or parses them. */
export class LongDocuments {
  readonly #passed = new LRUCache<string, true>({ max: REMEMBERED });

  constructor(private readonly tokens: number) {}

  /** Throws for a text that does so. */
  refuse(text: unknown): void {
    if (typeof text !== "string" || text.length < LONG) return;
    const key = hash("sha256", text, "base64");
    if (this.#passed.has(key)) return;
    judgeTokens(text, this.tokens);
    const document = parsedOrNone(text, this.tokens);
    if (document && hasTooMany(document)) throw refusedWith(400, new TooComplex("equalFields", MOST_PAIRS));
    this.#passed.set(key, true);
  }
}
