using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;

namespace Faceptor.Data.Datasets;

/// <summary>An age.</summary>
/// <param name="Years">Age in whole years, 0 to <see cref="FaceTasks.MaxAgeYears"/>.</param>
public sealed record AgeLabel(int Years) : FaceLabel
{
    /// <summary>Reads an age from a field of a list.</summary>
    internal static AgeLabel Parse(string text, string listPath, int? line)
    {
        var years = DatasetFolder.ParseInteger(text, "an age in years", listPath, line);
        return years is >= 0 and <= FaceTasks.MaxAgeYears
            ? new AgeLabel(years)
            : throw new DatasetException(
                listPath,
                $"expected an age from 0 to {FaceTasks.MaxAgeYears} years, {years} came; correct the line.",
                line);
    }
}
