using Faceptor.Core.Errors;
using Faceptor.Core.Serialization;

namespace Faceptor.Data.Formats;

/// <summary>Pickles as dataset files: same reader, errors that name the file.</summary>
internal static class PickleFile
{
    /// <summary>Reads the file's pickle.</summary>
    public static object? Read(string path)
    {
        try
        {
            return PickleReader.Read(File.ReadAllBytes(path), PickleGlobals.Numpy);
        }
        catch (PickleException e)
        {
            throw new DatasetException(path, e.Message, innerException: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                path, $"the file cannot be read ({e.Message}); check the path.", innerException: e);
        }
    }
}
