/** Whether a process with this id is running. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // the process is running, and belongs to another user
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
