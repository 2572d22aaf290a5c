namespace Faceptor.Cli.Display;

/// <summary>Calls back on the reporting thread; .NET's own Progress may deliver late and out of order.</summary>
internal sealed class DirectProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
