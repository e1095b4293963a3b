/** Repeats a check until it holds. The last failure is thrown when that takes too long. */
export async function eventually(check: () => Promise<void> | void, limit = 30_000): Promise<void> {
  const deadline = performance.now() + limit;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
