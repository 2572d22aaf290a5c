namespace Faceptor.Distributed.Launching;

/// <summary>Which GPU a rank sees.</summary>
internal static class OwnGpu
{
    private const string Visible = "CUDA_VISIBLE_DEVICES";
    private const string Drivers = "/proc/driver/nvidia/gpus";

    /// <summary>
    /// Hides all GPUs of this machine but one, for this process and what it starts, unless all are hidden already.
    /// </summary>
    /// <param name="localRank">The process's number on this machine.</param>
    /// <exception cref="DistributedException">There are fewer GPUs than that.</exception>
    public static void Show(int localRank)
    {
        var visible = Environment.GetEnvironmentVariable(Visible);
        if (visible is "")
        {
            return; // somebody hid all of them: this is the processor's
        }

        var gpu = Choose(visible, NumGpus(), localRank);
        Environment.SetEnvironmentVariable(Visible, gpu);
        NativeProcess.SetVariable(Visible, gpu);
    }

    /// <summary>The name of a rank's own GPU.</summary>
    /// <param name="visible">What <c>CUDA_VISIBLE_DEVICES</c> says; null without it.</param>
    /// <param name="numGpus">GPUs of the machine; null where that is not known.</param>
    /// <param name="localRank">The process's number on this machine.</param>
    /// <returns>An index, or an identifier where those were listed.</returns>
    /// <exception cref="DistributedException">There are fewer GPUs than that.</exception>
    public static string Choose(string? visible, int? numGpus, int localRank)
    {
        string[] listed = visible is null
            ? [.. Enumerable.Range(0, numGpus ?? (localRank + 1)).Select(index => $"{index}")]
            : visible.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        // Where each rank is shown one GPU, somebody has shared them out already.
        return visible is not null && listed.Length == 1 ? listed[0]
            : localRank < listed.Length ? listed[localRank]
            : throw new DistributedException(
                $"process {localRank + 1} of this machine has no GPU: "
                + (visible is null ? $"it has {listed.Length}" : $"{Visible}={visible} shows {listed.Length}")
                + "; start as many processes as there are GPUs.");
    }

    private static int? NumGpus() => Directory.Exists(Drivers) ? Directory.GetDirectories(Drivers).Length : null;
}
