type Job = () => void;

const jobs = new Set<Job>();
let isScheduled = false;

/**
 * Runs `job` soon, in a task of its own, after those that were handed in before: several jobs of some milliseconds
 * each do not add up to one task that keeps the page from answering. The function returned takes back a job that has
 * not run yet.
 */
export function inTurn(job: Job): () => void {
  jobs.add(job);
  if (!isScheduled) schedule();
  return () => void jobs.delete(job);
}

function schedule(): void {
  isScheduled = true;
  setTimeout(() => {
    const [job] = jobs;
    jobs.delete(job);
    isScheduled = false;
    if (jobs.size > 0) schedule();
    job?.();
  }, 0);
}
