using Faceptor.Notebooks;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    // The first time the run ends in order; a cell that does not let go is left to the second.
    key.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
};
return await NotebooksApp.RunAsync(args, Console.Out, Console.Error, stop.Token);
