// Preloaded into every measured server: answers each message of the benchmark with the processor time so far.
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ micros: user + system, residentBytes: process.memoryUsage().rss });
});
// The channel keeps no process alive that wants to end.
process.channel?.unref();
