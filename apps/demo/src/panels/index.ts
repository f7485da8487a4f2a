import type { Panel } from "../panel.tsx";
import { circle } from "./circle/panel.ts";
import { digits } from "./digits/panel.ts";
import { eigenmodes } from "./eigenmodes/panel.ts";
import { lazy } from "./lazy/panel.ts";
import { losses } from "./losses/panel.ts";
import { phase } from "./phase/panel.ts";
import { playground } from "./playground/panel.ts";

/** The panels of the page, in their order. A new one is its folder and a line here. */
export const panels: readonly Panel[] = [playground, lazy, eigenmodes, circle, phase, digits, losses];
