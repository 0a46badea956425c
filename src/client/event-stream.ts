/** Reads a body of one JSON document per line, as watches and logs send. */

/**
 * Yields the lines of a body as they come; the last one also without a newline.
 * Ends the body when the consumer stops early.
 */
export async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const parts = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) if (line !== "") yield line;
    }
    if (rest.trim() !== "") yield rest;
  } finally {
    // The body may have failed already: then there is nothing left to end.
    await reader.cancel().catch(() => undefined);
  }
}
