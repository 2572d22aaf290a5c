namespace Faceptor.Core.Batches;

/// <summary>One row of a ragged batch: a task and the run of images that it looks at.</summary>
/// <remarks>
/// Ranges may overlap or coincide: in training each task has images of its own, in inference all tasks share the same
/// ones. A model answers with one output for each range, in the order of the ranges.
/// </remarks>
/// <param name="Task">The task.</param>
/// <param name="FirstImage">First image of the run, from 0.</param>
/// <param name="NumImages">Images in the run, at least 1.</param>
public readonly record struct TaskRange(FaceTask Task, int FirstImage, int NumImages);
