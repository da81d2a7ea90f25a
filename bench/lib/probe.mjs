// Loaded into the emulator by --import: says how long its event loop has been at work, whenever it is asked.
process.on('message', () => process.send(performance.eventLoopUtilization().active))
process.channel.unref()
