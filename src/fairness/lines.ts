/** One that stands in a line. */
export interface Linked<Member> {
  before: Member | undefined;
  behind: Member | undefined;
}

/** In order of arrival. The first and the last are at hand, and anybody leaves from the middle: each step is O(1). */
export class Line<Member extends Linked<Member>> {
  #first: Member | undefined;
  #last: Member | undefined;

  get first(): Member | undefined {
    return this.#first;
  }

  get last(): Member | undefined {
    return this.#last;
  }

  push(member: Member): void {
    member.before = this.#last;
    if (this.#last) this.#last.behind = member;
    else this.#first = member;
    this.#last = member;
  }

  /** Only one that stands in this line. */
  delete(member: Member): void {
    const { before, behind } = member;
    if (before) before.behind = behind;
    else this.#first = behind;
    if (behind) behind.before = before;
    else this.#last = before;
    member.before = undefined;
    member.behind = undefined;
  }
}

/** What takes turns: a caller among callers, an operation among its caller's operations. */
export interface Party {
  /** Its requests that have a place now. */
  readonly inside: number;
}

/** The parties of one level that have requests waiting, in the order of their next turns. Every step is O(1). */
export class Turns<Member extends Party> {
  /** How many of its requests wait. A party whose number changes keeps its turn. */
  readonly #waiting = new Map<Member, number>();
  /** The same by the number, so that the party with the most is known without a search. */
  readonly #byNumber = new Map<number, Set<Member>>();
  #most = 0;

  /** How many parties wait. */
  get size(): number {
    return this.#waiting.size;
  }

  waitingOf(member: Member): number {
    return this.#waiting.get(member) ?? 0;
  }

  /** One that did not wait before comes last. */
  add(member: Member): void {
    const number = this.waitingOf(member) + 1;
    this.#move(member, number - 1, number);
    this.#waiting.set(member, number);
    this.#most = Math.max(this.#most, number);
  }

  remove(member: Member): void {
    const number = this.waitingOf(member) - 1;
    this.#move(member, number + 1, number);
    if (number > 0) this.#waiting.set(member, number);
    else this.#waiting.delete(member);
    if (!this.#byNumber.has(this.#most)) this.#most -= 1;
  }

  /**
   * Whose turn it is: the first, but for those that have `part` places or more while others wait. Who is passed over
   * keeps its turn. With a part of half the places, rounded up, one at most is passed over: two would have them all.
   */
  next(part: number): Member | undefined {
    let first: Member | undefined;
    for (const member of this.#waiting.keys()) {
      if (member.inside < part) return member;
      first ??= member;
    }
    return first;
  }

  /** It had its turn, and is the last now. */
  hadTurn(member: Member): void {
    const number = this.#waiting.get(member);
    if (number === undefined) return;
    this.#waiting.delete(member);
    this.#waiting.set(member, number);
  }

  /** One that has the most requests waiting. */
  longest(): Member | undefined {
    return this.#byNumber.get(this.#most)?.values().next().value;
  }

  #move(member: Member, from: number, to: number): void {
    const left = this.#byNumber.get(from);
    const joined = this.#byNumber.get(to);
    if (left?.size === 1 && left.has(member)) {
      this.#byNumber.delete(from);
      // Mostly it is the only one of its number: who asks for thousands, or leaves with them, takes its set along.
      if (to > 0 && !joined) {
        this.#byNumber.set(to, left);
        return;
      }
    }
    left?.delete(member);
    if (to === 0) return;
    if (joined) joined.add(member);
    else this.#byNumber.set(to, new Set([member]));
  }
}
