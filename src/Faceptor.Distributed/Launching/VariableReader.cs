using System.Collections;
using System.Globalization;

namespace Faceptor.Distributed.Launching;

/// <summary>Environment variables as numbers and texts.</summary>
internal sealed class VariableReader(IDictionary variables)
{
    /// <summary>Whether a variable is there and not empty.</summary>
    public bool Has(string name) => Text(name) is not null;

    /// <summary>A variable's value; null where it is not set or empty.</summary>
    public string? Text(string name) => variables[name] is string { Length: > 0 } text ? text : null;

    /// <summary>A variable's number; null where it is not set or no whole number from 0.</summary>
    public int? Number(string name) =>
        int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The first of several names that has a number.</summary>
    public (string Name, int Value)? FirstNumber(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Number(name) is { } number)
            {
                return (name, number);
            }
        }

        return null;
    }
}
