namespace Faceptor;

/// <summary>
/// How far a long piece of work is: reading or writing a file of weights, drawing synthetic datasets, checking a
/// dataset, scoring a network.
/// </summary>
/// <param name="Done">
/// What is done: tensors of a file; images drawn, checked or scored, over all datasets; when scoring, training label
/// maps that a baseline is made from too.
/// </param>
/// <param name="Total">How many there are in all.</param>
/// <param name="Name">The dataset or verification set at work; empty where the work has no such parts.</param>
public readonly record struct WorkProgress(long Done, long Total, string Name = "");
