using System.Collections.Immutable;
using Faceptor.Data.Datasets;
using Faceptor.Data.Loading;

namespace Faceptor.Data.Checking;

/// <summary>Looks through the verification sets below a folder.</summary>
internal static class VerificationChecker
{
    /// <summary>Checks all verification sets that are there.</summary>
    /// <param name="root">The folder that holds all datasets.</param>
    /// <param name="isDeep">Whether every image is decoded.</param>
    /// <param name="cancellationToken">Stops between images.</param>
    /// <returns>A report for each set, by name; empty when there is none.</returns>
    /// <exception cref="DatasetException">The root folder does not exist.</exception>
    public static ImmutableArray<VerificationReport> Check(
        string root, bool isDeep, CancellationToken cancellationToken = default) =>
        [.. VerificationSet.FindAll(root).Select(path => CheckSet(path, isDeep, cancellationToken))];

    private static VerificationReport CheckSet(string path, bool isDeep, CancellationToken cancellationToken)
    {
        VerificationSet set;
        try
        {
            set = VerificationSet.Open(path);
        }
        catch (FaceptorException error)
        {
            return new VerificationReport(Path.GetFileNameWithoutExtension(path), path, 0, 0, 0, error.Message);
        }

        var numSame = Enumerable.Range(0, set.NumPairs).Count(set.IsSame);
        var (numUnreadable, problem) = isDeep ? Decode(set, cancellationToken) : (0, null);
        return new VerificationReport(set.Name, path, set.NumPairs, numSame, numUnreadable, problem);
    }

    private static (int Count, string? First) Decode(VerificationSet set, CancellationToken cancellationToken)
    {
        var problems = new string?[set.NumImages];
        Parallel.For(0, set.NumImages, new ParallelOptions { CancellationToken = cancellationToken }, index =>
        {
            try
            {
                SampleGuard.Read(() => set.ReadImage(index), () => set.PlaceOf(index));
            }
            catch (DatasetException error)
            {
                problems[index] = error.Message;
            }
        });
        return (problems.Count(problem => problem is not null), problems.FirstOrDefault(problem => problem is not null));
    }
}
