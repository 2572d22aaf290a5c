using System.Collections.Immutable;
using System.Text.Json;
using Faceptor.Evaluation;
using Faceptor.Models;
using Faceptor.Serialization;
using Faceptor.Training.Progress;

namespace Faceptor.Training.Sessions;

/// <summary>Whether a task keeps Layer-Attention after the second stage, and the scores that decided.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Without">Its held-out score as the first stage left it.</param>
/// <param name="With">Its held-out score with Layer-Attention.</param>
/// <param name="IsKept">Whether the task uses Layer-Attention from now on: only when its score rose.</param>
/// <remarks>Paper: Sec. 3.3, where the mechanism can be excluded for a task that did not improve.</remarks>
public sealed record LayerAttentionChoice(string TaskId, MetricRecord Without, MetricRecord With, bool IsKept)
{
    /// <summary>
    /// Scores a model without and with Layer-Attention and switches it, task by task, to what was better.
    /// </summary>
    /// <param name="model">A model after the second stage; Layer-Attention of other tasks stays as it is.</param>
    /// <param name="tasks">The tasks to decide on; those that are not scored keep what they have.</param>
    /// <param name="score">Scores a model on samples that nothing was trained on.</param>
    public static ImmutableArray<LayerAttentionChoice> Make(
        FaceptorModel model, IEnumerable<FaceTask> tasks, Func<IFaceModel, IReadOnlyList<MetricRecord>> score)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(score);
        FaceTask[] held = [.. tasks.Intersect(model.LayerAttentionTasks)];
        Switch(held, isOn: false);
        var without = score(model);
        Switch(held, isOn: true);
        var with = score(model);
        var choices = ImmutableArray.CreateBuilder<LayerAttentionChoice>();
        foreach (var task in held)
        {
            if (PrimaryMetric.Find(without, task) is { } before && PrimaryMetric.Find(with, task) is { } after)
            {
                var isKept = PrimaryMetric.IsBetter(after, before);
                model.SwitchLayerAttention(task, isKept);
                choices.Add(new LayerAttentionChoice(task.Id, before, after, isKept));
            }
        }

        return choices.ToImmutable();

        void Switch(IEnumerable<FaceTask> which, bool isOn)
        {
            foreach (var task in which)
            {
                model.SwitchLayerAttention(task, isOn);
            }

            model.ClearCaches();
        }
    }

    /// <summary>Writes choices as JSON; the file appears complete or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="choices">The choices.</param>
    public static void Write(string path, ImmutableArray<LayerAttentionChoice> choices)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(
            choices.ToArray(), TrainingJsonContext.Indented.LayerAttentionChoiceArray);
        AtomicFile.Write(path, stream => stream.Write(json));
    }
}
