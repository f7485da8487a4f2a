/** Why something cannot be done or trusted, and what to do about it. */
export interface Reason {
  readonly problem: string;
  readonly remedy: string;
}
