using System.Reflection;

namespace Faceptor.Training.Recipes;

/// <summary>
/// The name that an option or one of its values had in files of an earlier version. It is read, and never written.
/// </summary>
/// <param name="name">The former name, in camel case.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
internal sealed class FormerNameAttribute(string name) : Attribute
{
    /// <summary>The former name.</summary>
    public string Name { get; } = name;

    /// <summary>The former name of a property; null when it always had the same one.</summary>
    public static string? Of(PropertyInfo property) => property.GetCustomAttribute<FormerNameAttribute>()?.Name;

    /// <summary>The value of an enumeration that had some name, in any case; null when none had.</summary>
    /// <param name="type">The enumeration.</param>
    /// <param name="formerName">The name.</param>
    public static string? MemberOf(Type type, string formerName) => type
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .FirstOrDefault(field => formerName.Equals(
            field.GetCustomAttribute<FormerNameAttribute>()?.Name, StringComparison.OrdinalIgnoreCase))?.Name;
}
