using Faceptor.Models;

namespace Faceptor.Training.Recipes.Settings;

/// <summary>The settings below <c>model</c>.</summary>
internal static class ModelSettings
{
    private const string NaiveHeadsKey = "naiveHeads";
    private const string LayerAttentionKey = "layerAttention";
    private const string NormalizationKey = "normalization";

    private static readonly RecordSettings<NaiveHeadOptions> NaiveHeads = new();

    private static readonly RecordSettings<LayerAttentionOptions> LayerAttention =
        new(nameof(LayerAttentionOptions.Task));

    // Tasks are those that are trained.
    private static readonly RecordSettings<FaceptorOptions> Scalars = new(
        nameof(FaceptorOptions.Tasks),
        nameof(FaceptorOptions.NaiveHeads),
        nameof(FaceptorOptions.LayerAttention),
        nameof(FaceptorOptions.Normalization));

    /// <summary>A copy of the options with settings changed.</summary>
    /// <param name="model">The options; unchanged.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="isWhole">Whether a list of tasks replaces the one that is there.</param>
    /// <exception cref="OptionsException">A key is unknown, or a value does not fit.</exception>
    public static FaceptorOptions With(FaceptorOptions model, SettingMap settings, bool isWhole)
    {
        foreach (var entry in settings.Entries)
        {
            model = entry.Key switch
            {
                NaiveHeadsKey => model with
                {
                    NaiveHeads = SettingValues.Map(entry.Value, entry.Key).Entries.Aggregate(
                        model.NaiveHeads, (heads, part) => NaiveHeads.With(heads, part, $"model.{NaiveHeadsKey}.")),
                },
                LayerAttentionKey => model with
                {
                    LayerAttention =
                        [.. WithLayers(model, SettingValues.Map(entry.Value, entry.Key), isWhole)],
                },
                NormalizationKey => model with
                {
                    Normalization = NormalizationSettings.With(
                        model.Normalization,
                        SettingValues.Map(entry.Value, entry.Key),
                        $"model.{NormalizationKey}."),
                },
                _ => Scalars.With(model, entry, "model.", NaiveHeadsKey, LayerAttentionKey, NormalizationKey),
            };
        }

        return model;
    }

    /// <summary>The settings as they are written.</summary>
    public static void Write(SettingWriter writer, FaceptorOptions model)
    {
        foreach (var (key, value) in Scalars.Of(model))
        {
            writer.Write(key, value);
        }

        NormalizationSettings.Write(writer, NormalizationKey, model.Normalization);
        if (model.LayerAttention.Count > 0)
        {
            writer.Map(LayerAttentionKey, () =>
            {
                foreach (var entry in model.LayerAttention)
                {
                    writer.Map(entry.Task.Id, () => writer.WriteAll(LayerAttention.Of(entry)));
                }
            });
        }

        if (model.Architecture == ModelArchitecture.Naive)
        {
            writer.Map(NaiveHeadsKey, () => writer.WriteAll(NaiveHeads.Of(model.NaiveHeads)));
        }
    }

    private static IEnumerable<LayerAttentionOptions> WithLayers(
        FaceptorOptions model, SettingMap settings, bool isWhole)
    {
        var changed = settings.Entries
            .Select(entry => SettingValues.Map(entry.Value, entry.Key).Entries.Aggregate(
                model.LayerAttention.FirstOrDefault(former => former.Task.Id == entry.Key)
                    ?? new LayerAttentionOptions { Task = TaskOf(model, entry) },
                (layer, part) => LayerAttention.With(layer, part, $"model.{LayerAttentionKey}.{entry.Key}.")))
            .ToArray();
        return isWhole
            ? changed
            : model.LayerAttention
                .Select(former => Array.Find(changed, layer => layer.Task.Equals(former.Task)) ?? former)
                .Concat(changed.Where(layer => model.LayerAttention.All(former => !former.Task.Equals(layer.Task))));
    }

    private static FaceTask TaskOf(FaceptorOptions model, SettingEntry entry) =>
        model.Tasks.FirstOrDefault(task => task.Id == entry.Key)
        ?? throw RecordSettings<FaceptorOptions>.Unknown(entry, model.Tasks.Select(task => task.Id));
}
