using Faceptor.Cli;

using var stop = new StopSignal();
return FaceptorApp.Run(args, CliContext.ForTerminal(stop.Token));
