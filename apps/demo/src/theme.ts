import { themeStyle } from "@ntkit/plots";
import { settings } from "./state/settings.ts";

/** The colours of the figures as CSS variables, light or dark as the reader asks for or the system has it. */
export function followTheme(): void {
  const style = document.createElement("style");
  style.textContent = `:root{${themeStyle("light")}}:root[data-theme=dark]{${themeStyle("dark")}}`;
  document.head.append(style);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const { theme } = settings.get();
    document.documentElement.dataset["theme"] = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
  };
  apply();
  dark.addEventListener("change", apply);
  settings.subscribe(apply);
}
