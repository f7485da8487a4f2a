/** What a misuse looked like: where, what was found there, and the way out. */
export interface Misuse {
  /** The field, file or argument at fault: `layers[2].body[0].width`, `x.csv row 4, column 2`. */
  readonly path?: string | undefined;
  /** What is wrong, as a clause: "unknown layer kind". */
  readonly problem: string;
  /** What stood there, ready to print. */
  readonly found?: string | undefined;
  /** What to do about it, as a sentence. */
  readonly remedy: string;
  readonly cause?: unknown;
}

/**
 * The one error that ntkit throws, for misuse only: numerical trouble is a value on the result.
 * `tag` says which kind of misuse; `path`, `found` and `remedy` are fields so that a form or a CLI can place them.
 */
export abstract class NtkitError extends Error implements Misuse {
  abstract readonly tag: string;
  abstract override readonly name: string;
  readonly path: string | undefined;
  readonly problem: string;
  readonly found: string | undefined;
  readonly remedy: string;

  constructor(misuse: Misuse) {
    super(sentence(misuse), misuse.cause === undefined ? undefined : { cause: misuse.cause });
    this.path = misuse.path;
    this.problem = misuse.problem;
    this.found = misuse.found;
    this.remedy = misuse.remedy;
  }

  /**
   * The same misuse at another place: who called knows where the part that threw stands. Of the same kind here below (what
   * a class of its own adds is with the cause, which is this error).
   */
  at(path: string): NtkitError {
    const Kind = kinds.find((kind) => this instanceof kind) ?? InvalidInput;
    return new Kind({ path, problem: this.problem, found: this.found, remedy: this.remedy, cause: this });
  }
}

function sentence({ path, problem, found, remedy }: Misuse): string {
  const where = path === undefined || path === "" ? "" : `${path}: `;
  const what = found === undefined ? problem : `${problem}, found ${found}`;
  return `${where}${what}. ${remedy}`;
}

/** A field, option or argument has a value that it cannot have. */
export class InvalidInput extends NtkitError {
  readonly tag = "invalid-input";
  readonly name = "InvalidInput";
}

/** A name (layer kind, field, backend, data set, solver) that no registry at hand knows. */
export class UnknownName extends NtkitError {
  readonly tag = "unknown-name";
  readonly name = "UnknownName";
}

/** Arrays or layers whose shapes do not fit together. */
export class ShapeMismatch extends NtkitError {
  readonly tag = "shape-mismatch";
  readonly name = "ShapeMismatch";
}

/** Data that cannot be used: text in a numeric column, NaN, ragged rows, none at all. */
export class InvalidData extends NtkitError {
  readonly tag = "invalid-data";
  readonly name = "InvalidData";
}

/** A file that is missing, cannot be read or written, is truncated, or would be overwritten. */
export class FileProblem extends NtkitError {
  readonly tag = "file-problem";
  readonly name = "FileProblem";
}

/** A combination that is well formed but has no rule here; `problem` says why. */
export class Unsupported extends NtkitError {
  readonly tag = "unsupported";
  readonly name = "Unsupported";
}

/** More memory asked than there is, found before the work starts. */
export class NotEnoughMemory extends NtkitError {
  readonly tag = "not-enough-memory";
  readonly name = "NotEnoughMemory";
}

const kinds = [InvalidInput, UnknownName, ShapeMismatch, InvalidData, FileProblem, Unsupported, NotEnoughMemory];
