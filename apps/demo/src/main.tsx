import "./styles/main.css";
import { render } from "preact";
import { App } from "./app.tsx";
import { firstPicture } from "./compute/first-picture.ts";
import { panels } from "./panels/index.ts";
import { followAddress } from "./state/follow-address.ts";
import { keepSettings } from "./state/settings.ts";
import { followTheme } from "./theme.ts";

/** The letters of the prose come after the first picture, or at once where an earlier visit has kept them. */
async function useAllFonts(): Promise<void> {
  if (navigator.serviceWorker?.controller == null) await firstPicture;
  document.documentElement.dataset["fonts"] = "all";
}

void useAllFonts();
keepSettings();
followTheme();
const mistakes: string[] = [];
followAddress(panels, (message) => mistakes.push(message));
render(<App panels={panels} mistakes={mistakes} />, document.getElementById("app") as HTMLElement);

if (import.meta.env.PROD && "serviceWorker" in navigator) void navigator.serviceWorker.register("./service-worker.js");
