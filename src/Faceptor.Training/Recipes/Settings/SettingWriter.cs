using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Faceptor.Training.Recipes.Settings;

/// <summary>Writes settings as YAML, in the order of the calls.</summary>
internal sealed class SettingWriter
{
    private readonly Emitter _emitter;

    private SettingWriter(Emitter emitter)
    {
        _emitter = emitter;
    }

    /// <summary>Writes a document.</summary>
    /// <param name="comments">Lines that stand before everything else.</param>
    /// <param name="content">Writes the settings.</param>
    public static string Write(IEnumerable<string> comments, Action<SettingWriter> content)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var writer = new SettingWriter(
            new Emitter(text, new EmitterSettings().WithBestWidth(int.MaxValue).WithNewLine("\n")));
        writer._emitter.Emit(new StreamStart());
        writer._emitter.Emit(new DocumentStart());
        writer._emitter.Emit(new MappingStart());
        content(writer);
        writer._emitter.Emit(new MappingEnd());
        writer._emitter.Emit(new DocumentEnd(isImplicit: true));
        writer._emitter.Emit(new StreamEnd());
        return string.Concat(comments.Select(line => $"# {line}\n")) + text;
    }

    /// <summary>Writes a map.</summary>
    public void Map(string key, Action content)
    {
        Word(key);
        _emitter.Emit(new MappingStart());
        content();
        _emitter.Emit(new MappingEnd());
    }

    /// <summary>Writes a value or a list of numbers.</summary>
    public void Write(string key, object? value)
    {
        Word(key);
        if (value is IReadOnlyList<int> numbers)
        {
            List(numbers.Select(number => SettingValues.Format(number)));
        }
        else
        {
            Word(SettingValues.Format(value));
        }
    }

    /// <summary>Writes values, each with its key.</summary>
    public void WriteAll(IEnumerable<(string Key, object? Value)> values)
    {
        foreach (var (key, value) in values)
        {
            Write(key, value);
        }
    }

    /// <summary>Writes a word.</summary>
    public void WriteWord(string key, string? word)
    {
        Word(key);
        if (word is null)
        {
            _emitter.Emit(new Scalar("null"));
        }
        else
        {
            Word(word, quotes: word is "null" or "~" or "");
        }
    }

    /// <summary>Writes a list of words.</summary>
    public void WriteWords(string key, IEnumerable<string> words)
    {
        Word(key);
        List(words);
    }

    private void List(IEnumerable<string> items)
    {
        _emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, SequenceStyle.Flow));
        foreach (var item in items)
        {
            Word(item, quotes: item is "null" or "~" or "");
        }

        _emitter.Emit(new SequenceEnd());
    }

    private void Word(string text, bool quotes = false) => _emitter.Emit(new Scalar(
        AnchorName.Empty,
        TagName.Empty,
        text,
        quotes ? ScalarStyle.DoubleQuoted : ScalarStyle.Any,
        isPlainImplicit: true,
        isQuotedImplicit: true));
}
