import { createRequire } from "node:module";
import { InvalidInput, show } from "@ntkit/core";
import { Resvg, type ResvgRenderOptions } from "@resvg/resvg-js";
import type { DrawOptions } from "./draw.ts";
import type { FigureBase } from "./figure.ts";
import { renderSvg } from "./render.ts";
import { themes } from "./theme.ts";

export interface PngOptions extends Omit<DrawOptions, "theme"> {
  readonly theme?: "light" | "dark" | undefined;
  /** Pixels for each px of the drawing, above 0 to 8. Default 2. */
  readonly scale?: number | undefined;
}

/** The font for resvg: Inter alone, at the weights that figures use. */
export function fontOptions(): NonNullable<ResvgRenderOptions["font"]> {
  const require = createRequire(import.meta.url);
  const fontFiles = [
    require.resolve("@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf"),
    require.resolve("@expo-google-fonts/inter/500Medium/Inter_500Medium.ttf"),
    require.resolve("@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf"),
  ];
  return { loadSystemFonts: false, fontFiles, defaultFontFamily: "Inter" };
}

/**
 * Draws a figure as PNG, `width · scale` pixels wide. The font (Inter, SIL Open Font License) is brought along and system
 * fonts are left aside, so that every machine draws the same picture. Throws as `renderSvg` does, and InvalidInput for a bad scale.
 */
export function renderPng<F extends FigureBase>(figure: F, { scale = 2, theme = "light", ...options }: PngOptions = {}): Uint8Array {
  if (!(scale > 0 && scale <= 8))
    throw new InvalidInput({ path: "scale", problem: "the scale lies above 0 and up to 8", found: show(scale), remedy: "2 suits most screens." });
  const resvg = new Resvg(renderSvg(figure, { ...options, theme }), {
    background: themes[theme].background,
    fitTo: { mode: "zoom", value: scale },
    font: fontOptions(),
  });
  return Uint8Array.from(resvg.render().asPng());
}
