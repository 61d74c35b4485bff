// Which `licet` to start.

/**
 * @param {string} configured the setting, empty if there is none
 * @param {string[]} folders the folders that are open and trusted
 * @param {string} platform as Node names it
 * @param {(file: string) => boolean} exists whether a file is there
 * @param {{ join: (...parts: string[]) => string }} path how paths are put together
 */
exports.serverCommand = (configured, folders, platform, exists, path) => {
  if (configured) return configured;
  const inside = platform === "win32" ? ["Scripts", "licet.exe"] : ["bin", "licet"];
  const own = folders.map((folder) => path.join(folder, ".venv", ...inside));
  return own.find(exists) ?? "licet";
};
