using Faceptor.Core.Errors;

namespace Faceptor.Data.Loading;

/// <summary>A sample that could not be read and was skipped.</summary>
/// <param name="Index">Its place in the dataset, from 0.</param>
/// <param name="Name">Its name in the dataset.</param>
/// <param name="Problem">What was wrong; names the file.</param>
public sealed record BadSample(int Index, string Name, DatasetException Problem);
