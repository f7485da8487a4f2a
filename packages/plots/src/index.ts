export { formatNumber, formatPercent, linearTicks, logTicks, type Ticks } from "./axes.ts";
export { blockMeans } from "./blocks.ts";
export { captionOf, checkFigure, type DrawOptions, drawFigure } from "./draw.ts";
export type { Canvas, Drawing, FigureBase, FigureKind, FigureKinds, FigureOf } from "./figure.ts";
export * from "./figures/index.ts";
export { bareDocument, renderSvg } from "./render.ts";
export { type Report, reportPage } from "./report/page.ts";
export type { Table } from "./report/table.ts";
export { type ThemeName, themeStyle } from "./theme.ts";
