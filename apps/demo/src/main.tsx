import "./styles/main.css";
import { render } from "preact";
import { App } from "./app.tsx";
import { panels } from "./panels/index.ts";
import { followAddress } from "./state/follow-address.ts";
import { keepSettings } from "./state/settings.ts";
import { followTheme } from "./theme.ts";

keepSettings();
followTheme();
const mistakes: string[] = [];
followAddress(panels, (message) => mistakes.push(message));
render(<App panels={panels} mistakes={mistakes} />, document.getElementById("app") as HTMLElement);

if (import.meta.env.PROD && "serviceWorker" in navigator) void navigator.serviceWorker.register("./service-worker.js");
