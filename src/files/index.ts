/** What handgrad keeps on disk. Needs Node. */
export { writeFileAtomic } from '../data/atomic-file.js';
export { latestCheckpoint, loadCheckpoint, saveCheckpoint } from './checkpoint-file.js';
export { csvFile, jsonLinesFile } from './log-file.js';
export { descriptionPath, loadModel, loadModelWeights, saveModel } from './model-file.js';
export { createNextRunFolder, createRunFolder, openRunFolder, runFolderAt, type RunFolder } from './run-folder.js';
export { savingCallbacks } from './saving-callbacks.js';
export { terminalProgress, type OutputStream, type TerminalProgress } from './terminal-progress.js';
