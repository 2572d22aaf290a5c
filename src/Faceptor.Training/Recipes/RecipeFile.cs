using Faceptor.Data.Datasets;
using Faceptor.Serialization;
using Faceptor.Training.Recipes.Settings;

namespace Faceptor.Training.Recipes;

/// <summary>
/// Recipes as YAML: whole ones written beside results, and files that change some values of a known one.
/// </summary>
/// <remarks>
/// A file names the recipe that it starts from as <c>recipe</c>, and with <c>preset: small</c> takes it to the small
/// network. Its <c>tasks</c> are those that are trained, in its
/// order; numbers that it leaves out are the recipe's. Unknown names are errors with their line and the nearest known
/// name. Paths of images begin at the file's folder.
/// </remarks>
public static class RecipeFile
{
    /// <summary>The key of the recipe that a file starts from.</summary>
    internal const string NameKey = "recipe";

    /// <summary>The key that takes this recipe to another network.</summary>
    internal const string PresetKey = "preset";

    private const string Small = "small";

    /// <summary>Settings are a page long; a longer file is another file.</summary>
    private const int MaxBytes = 1 << 20;

    // Settings may come through a pipe, such as a shell's <(...); its writer may be a little later than we are.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Writes a recipe with every value but what is known of it by its name.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <returns>YAML that begins with comments for people.</returns>
    public static string Write(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        string[] comments =
        [
            $"{recipe.Name}: {recipe.Summary}",
            $"Paper: {recipe.Reproduces}",
            .. recipe.Weights.Length > 0 ? [$"Weights: {recipe.Weights}"] : Array.Empty<string>(),
        ];
        return SettingWriter.Write(comments, writer =>
        {
            writer.WriteWord(NameKey, recipe.Name);
            if (recipe.IsSmall && !KnownRecipes.Get(recipe.Name).IsSmall)
            {
                writer.WriteWord(PresetKey, Small);
            }

            RecipeSettings.Write(writer, recipe);
        });
    }

    /// <summary>Writes a recipe to a file, which appears complete or not at all.</summary>
    /// <param name="path">The file; its folder is created, an older file replaced.</param>
    /// <param name="recipe">The recipe.</param>
    public static void Save(string path, Recipe recipe) => AtomicFile.WriteText(path, Write(recipe));

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="start">The recipe that the file changes; null takes the one that the file names.</param>
    /// <param name="isSmall">Whether that recipe is taken to the small network, whatever the file says.</param>
    /// <param name="registry">
    /// Knows custom tasks, which a recipe may then name without defining them; null takes
    /// <see cref="DatasetRegistry.Known"/>.
    /// </param>
    /// <exception cref="OptionsException">
    /// The file is missing or no YAML, names no recipe or another one than <paramref name="start"/>, has an unknown
    /// name or a value that does not fit.
    /// </exception>
    public static Recipe Read(string path, Recipe? start = null, bool isSmall = false, DatasetRegistry? registry = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Parse(ReadText(path), path, start, isSmall, registry);
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="path">The file that it is from, for messages and for the paths in it.</param>
    /// <param name="start">As for <see cref="Read"/>.</param>
    /// <param name="isSmall">As for <see cref="Read"/>.</param>
    /// <param name="registry">As for <see cref="Read"/>.</param>
    /// <exception cref="OptionsException">As for <see cref="Read"/>.</exception>
    public static Recipe Parse(
        string yaml, string path, Recipe? start = null, bool isSmall = false, DatasetRegistry? registry = null)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var settings = YamlSettings.ReadDocument(yaml, path);
        var named = settings.Entries.FirstOrDefault(entry => entry.Key == NameKey);
        var preset = settings.Entries.FirstOrDefault(entry => entry.Key == PresetKey);
        var begin = StartOf(named, start, path);
        return RecipeSettings.Apply(
            isSmall || IsSmall(preset) ? SmallVariant.Of(begin) : begin,
            settings with { Entries = [.. settings.Entries.Where(entry => entry != named && entry != preset)] },
            isWhole: true,
            Path.GetDirectoryName(Path.GetFullPath(path))!,
            registry ?? DatasetRegistry.Known);
    }

    private static bool IsSmall(SettingEntry? preset)
    {
        if (preset is null)
        {
            return false;
        }

        var word = SettingValues.Word(preset.Value, PresetKey);
        return word == Small
            ? true
            : throw SettingValues.Wrong(preset.Value, PresetKey, $"'{Small}', or left out", $"'{word}'");
    }

    private static Recipe StartOf(SettingEntry? named, Recipe? start, string path)
    {
        if (named is null)
        {
            return start ?? throw new OptionsException(
                path,
                $"expected '{NameKey}: NAME', the recipe that the file starts from; add it, for example "
                + $"'{NameKey}: {KnownRecipes.FaceptorBase.Name}', or give --recipe.");
        }

        var name = SettingValues.Word(named.Value, NameKey);
        if (start is not null && start.Name != name)
        {
            throw new OptionsException(
                named.Place,
                $"the file starts from recipe {name}, and {start.Name} is asked for; take one of them, or remove the "
                + "line.");
        }

        try
        {
            return start ?? KnownRecipes.Get(name);
        }
        catch (OptionsException error)
        {
            throw new OptionsException(named.Place, error.Message);
        }
    }

    // No more than is needed to see that a file is too long: a device has no end.
    private static string ReadText(string path)
    {
        if (Directory.Exists(path))
        {
            throw new OptionsException(path, "expected a file of settings, found a folder; name the file in it.");
        }

        try
        {
            using var stream = PlainFile.OpenReadOrPipe(path, Patience);
            var bytes = new byte[MaxBytes + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MaxBytes)
            {
                throw new OptionsException(
                    path, $"expected settings of at most {MaxBytes} bytes; this is another file, name the recipe's.");
            }

            using var reader = new StreamReader(new MemoryStream(bytes, 0, length));
            return reader.ReadToEnd();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OptionsException(path, $"the settings cannot be read ({error.Message}); check the path.");
        }
    }
}
