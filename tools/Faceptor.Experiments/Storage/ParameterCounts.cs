using Faceptor.Models;
using static TorchSharp.torch;

namespace Faceptor.Experiments.Storage;

/// <summary>Counts the parameters of a network without giving it memory.</summary>
/// <remarks>
/// Switches torch's default device to the meta device while the network is made, which every thread of the process
/// sees: for a program that does nothing else meanwhile.
/// </remarks>
internal static class ParameterCounts
{
    /// <summary>Makes the network without numbers and counts.</summary>
    /// <param name="options">The network.</param>
    /// <returns>Parameters of each part, by the part's name in checkpoints.</returns>
    public static IReadOnlyDictionary<string, long> Of(FaceptorOptions options)
    {
        var device = get_default_device();
        set_default_device(META);
        try
        {
            using var model = FaceptorModelFactory.Create(options);
            return model.CountParameters();
        }
        finally
        {
            set_default_device(device);
        }
    }
}
