using Faceptor.Cli;
using Faceptor.Core.Tensors;
using Faceptor.Experiments;

NativeHeap.KeepFreedMemory();
TerminalWriter.Install();
using var stop = new StopSignal();
return ExperimentsApp.Run(args, CliContext.ForTerminal(stop.Token));
