/** What a job of the phase `storeFull` says; it goes on by itself. */
export const STORE_FULL_TEXT = 'the farm’s shared folder is full, waiting for room';
