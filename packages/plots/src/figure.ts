import type { z } from "zod";
import type { Colours } from "./theme.ts";

/** What every figure has: plain JSON, told apart by `kind`. */
export interface FigureBase {
  readonly kind: string;
  /** One line: what is shown. */
  readonly title: string;
  /** The author's words below the picture; the kind adds its own note (`FigureKind.note`). */
  readonly caption?: string | undefined;
}

/** Where a figure is drawn: a document that makes elements, the width to fill in px, and the colours. */
export interface Canvas {
  readonly document: Document;
  readonly width: number;
  readonly colours: Colours;
}

/** A drawn piece: a `<g>` whose content fills `width` × `height` px from the origin. `width` may be less than the canvas. */
export interface Drawing {
  readonly node: SVGElement;
  readonly width: number;
  readonly height: number;
}

/**
 * A kind of figure: its schema, the checks a schema cannot make, its words and its picture.
 * `Written` is what a user writes, `Read` the same with the schema's defaults filled in.
 */
export interface FigureKind<Written extends FigureBase, Read extends FigureBase = Written> {
  readonly kind: Written["kind"];
  /** Fields, defaults and their documentation. */
  readonly schema: z.ZodType<Read, Written>;
  /** Throws ShapeMismatch where lengths do not fit and InvalidData, with the place, where a number cannot be drawn. */
  check(figure: Read): void;
  /** Sentences computed from the data that belong in the caption; empty if there are none. */
  note(figure: Read): string;
  /** Draws a figure that has passed `schema` and `check`. */
  draw(figure: Read, canvas: Canvas): Drawing;
  /** A realistic figure of this kind, for tests and galleries. */
  example(): Written;
}

/** Kinds by name: a plain value, so that `{ ...figures, mine }` adds one. */
export type FigureKinds = Readonly<Record<string, FigureKind<FigureBase>>>;

/** The figures that a registry can draw, as a user writes them. */
export type FigureOf<Kinds> = { [Name in keyof Kinds]: Kinds[Name] extends { example(): infer Written } ? Written : never }[keyof Kinds];
