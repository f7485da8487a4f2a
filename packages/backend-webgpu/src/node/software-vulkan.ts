import { existsSync } from "node:fs";

const chromium = "/usr/lib/chromium";
const driver = `${chromium}/vk_swiftshader_icd.json`;
const loader = "libvulkan.so.1";
const systemFolders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib"];

/**
 * The variables with which a process of Node finds SwiftShader, the Vulkan driver in software that Debian's package
 * chromium-common brings, or undefined where that is not installed. They must stand in the environment when the process
 * starts: the folder of the Vulkan loader, if the system has none, is read then.
 */
export function softwareVulkan(): Readonly<Record<string, string>> | undefined {
  if (!existsSync(driver)) return undefined;
  const hasLoader = systemFolders.some((folder) => existsSync(`${folder}/${loader}`));
  return { VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver, ...(hasLoader ? {} : { LD_LIBRARY_PATH: chromium }) };
}
