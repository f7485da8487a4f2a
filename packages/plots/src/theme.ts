/** "light" and "dark" are fixed colours; "page" leaves them to the page around the SVG, as CSS variables (`themeStyle`). */
export type ThemeName = "light" | "dark" | "page";

/** The colours of a drawing. The series colours are those of Okabe and Ito (2008), darkened or lightened for contrast. */
export interface Colours {
  readonly foreground: string;
  /** Secondary text. */
  readonly muted: string;
  /** Grid lines and frames. */
  readonly grid: string;
  readonly background: string;
  /** Filled areas and the chosen class. */
  readonly accent: string;
  /** Text upon `accent`. */
  readonly onAccent: string;
  /** A wrong prediction. */
  readonly wrong: string;
  /** Bars and marks of lesser weight. */
  readonly quiet: string;
  readonly series: readonly string[];
}

/** The font of every figure; the PNG renderer brings Inter along, a page falls back to what the reader has. */
export const fontFamily = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

const light: Colours = {
  foreground: "#1c2128",
  muted: "#57606a",
  grid: "#dfe3e8",
  background: "#ffffff",
  accent: "#0067a9",
  onAccent: "#ffffff",
  wrong: "#c4500a",
  quiet: "#a7b0ba",
  series: ["#0067a9", "#cf5200", "#00805d", "#b0528a", "#8a6d00", "#2b8cc4", "#1c2128"],
};

const dark: Colours = {
  foreground: "#e6e9ed",
  muted: "#9aa4af",
  grid: "#333a43",
  background: "#14181d",
  accent: "#5ab4f0",
  onAccent: "#0b1117",
  wrong: "#ff9552",
  quiet: "#66717d",
  series: ["#5ab4f0", "#ff9552", "#3fcf9f", "#e79bc5", "#e8c547", "#a5d4f5", "#e6e9ed"],
};

const entries = (colours: Colours): [string, string][] =>
  Object.entries(colours).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" ? [[name, value]] : (value as readonly string[]).map((colour, i) => [`series-${i}`, colour]),
  );

const variable = (name: string): string => `var(--ntkit-${name})`;

const page: Colours = {
  foreground: variable("foreground"),
  muted: variable("muted"),
  grid: variable("grid"),
  background: variable("background"),
  accent: variable("accent"),
  onAccent: variable("onAccent"),
  wrong: variable("wrong"),
  quiet: variable("quiet"),
  series: light.series.map((_, i) => variable(`series-${i}`)),
};

export const themes: Readonly<Record<ThemeName, Colours>> = { light, dark, page };

/** The CSS declarations that the theme "page" reads: `:root { ${themeStyle("light")} }`. */
export function themeStyle(name: "light" | "dark"): string {
  return entries(themes[name])
    .map(([key, colour]) => `--ntkit-${key}:${colour}`)
    .join(";");
}
