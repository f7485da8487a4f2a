import type { FigureOf } from "../figure.ts";
import { confusion } from "./confusion.ts";
import { curves } from "./curves.ts";
import { examples } from "./examples.ts";
import { heatMap } from "./heat-map.ts";
import { scatter } from "./scatter.ts";
import { spectrum } from "./spectrum.ts";

/** Every kind of figure, by name. */
export const figures = { confusion, curves, examples, "heat-map": heatMap, scatter, spectrum };

/** A figure of any of these kinds: plain JSON. */
export type Figure = FigureOf<typeof figures>;

export type { ConfusionFigure } from "./confusion.ts";
export type { CurvesFigure } from "./curves.ts";
export type { ExamplesFigure } from "./examples.ts";
export type { HeatMapFigure } from "./heat-map.ts";
export type { ScatterFigure } from "./scatter.ts";
export type { SpectrumFigure } from "./spectrum.ts";
