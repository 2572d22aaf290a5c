using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Faceptor;

/// <summary>A custom task in plain values.</summary>
internal sealed record CustomTask(string Id, TaskFamily Family, string Name, ImmutableArray<string> Labels)
{
    public ImmutableArray<int>? Mirror { get; init; }

    public ImmutableArray<NmeNormalizer>? Normalizers { get; init; }

    /// <summary>Name of the framing; null for the default of the family.</summary>
    public string? Framing { get; init; }

    public static CustomTask Of(FaceTask task) => new(task.Id, task.Family, task.DatasetName, task.Labels)
    {
        Mirror = task.Landmarks?.MirrorPermutation,
        Normalizers = task.Landmarks?.Normalizers,
        Framing = task.Framing == FaceFraming.DefaultFor(task.Family) ? null : task.Framing.Name,
    };

    public FaceTask ToTask()
    {
        if (FaceTasks.FindKnown(Id) is not null)
        {
            throw new ArgumentException($"task '{Id}' is known and cannot be defined otherwise.");
        }

        var framing = Framing is null ? FaceFraming.DefaultFor(Family) : FaceFraming.Get(Framing, Family);
        return FamilyDefinition.Of(Family).HasLandmarkSchema
            ? new FaceTask(Id, Family, Name, Labels)
            {
                Landmarks = LandmarkSchema.Of(Name, Labels, Mirror ?? default, Normalizers ?? default),
                Framing = framing,
            }
            : new FaceTask(Id, Family, Name, Labels) { Framing = framing };
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CustomTask))]
internal sealed partial class CustomTaskContext : JsonSerializerContext;
