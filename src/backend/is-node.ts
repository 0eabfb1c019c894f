/** Whether this is Node. A page or a worker has no such `process`, and what bundlers put in its place has no versions. */
export function isNode(): boolean {
  return typeof (globalThis.process as NodeJS.Process | undefined)?.versions?.node === 'string';
}
