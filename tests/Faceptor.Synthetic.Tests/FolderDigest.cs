using System.Security.Cryptography;
using System.Text;

namespace Faceptor.Synthetic.Tests;

/// <summary>One text for names and contents of all files below a folder.</summary>
internal static class FolderDigest
{
    public static string Of(string root, params string[] folders)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.GetFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(root, file);
            if (folders.Length == 0 || folders.Contains(name.Split(Path.DirectorySeparatorChar)[0]))
            {
                hash.AppendData(Encoding.UTF8.GetBytes(name));
                hash.AppendData(File.ReadAllBytes(file));
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
