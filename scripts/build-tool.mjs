// Loads what the scripts build with; a missing tool is one line that says how to get it.

/**
 * A package that builds. @param {string} name
 * @throws {Error} that says how to install it, where it is missing or does not run
 */
export async function buildTool(name) {
  try {
    return await import(name);
  } catch (error) {
    throw cannotRun(name, error);
  }
}

/**
 * @param {string} name
 * @param {Error} reason
 */
export function cannotRun(name, reason) {
  const firstLine = reason.message.trim().split('\n')[0];
  return new Error(
    `${name} does not run here (${firstLine}); to build, install with: npm install --include=dev --include=optional`,
  );
}
