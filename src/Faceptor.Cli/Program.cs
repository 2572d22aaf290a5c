using Faceptor.Cli;
using Faceptor.Cli.Ranks;
using Faceptor.Core.Tensors;

// The program 'faceptor': everything else is in FaceptorApp, which tests run as well. What is set here concerns the whole
// process, which a library or a test has to leave as it is.

// Training asks for the same large pieces of memory again and again.
NativeHeap.KeepFreedMemory();
TerminalWriter.Install();
using var stop = new StopSignal();
RankInput.Watch(stop);
return FaceptorApp.Run(args, CliContext.ForTerminal(stop.Token));
