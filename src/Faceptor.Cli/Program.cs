using Faceptor.Cli;
using Faceptor.Core.Tensors;

// Training asks for the same large pieces of memory again and again.
NativeHeap.KeepFreedMemory();
TerminalWriter.Install();
using var stop = new StopSignal();
return FaceptorApp.Run(args, CliContext.ForTerminal(stop.Token));
