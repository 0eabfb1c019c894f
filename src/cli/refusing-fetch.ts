/** What stands in for `fetch` where the user wants no network: every download fails at once, with that as the reason. */
export const refusingFetch: typeof fetch = () => Promise.reject(new Error('--no-network was given'));
